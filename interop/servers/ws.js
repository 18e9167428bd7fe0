// Echo server on ws 1.1.5: the "Server example" of the package's README, with the address to listen
// on and an 'error' listener, without which Node's EventEmitter would end the process at every
// report of an error. send() has no callback, as in that example: it throws when the library hands
// over a message of a connection that it no longer calls open, and that ends the process.
//
// To be started with `node -r ./ws-digest.js`: see there.
'use strict';

const WebSocketServer = require('../.installed/ws/node_modules/ws').Server;

const wss = new WebSocketServer({ host: '127.0.0.1', port: Number(process.argv[2]) });

wss.on('connection', function connection(ws) {
  ws.on('message', function incoming(message) {
    ws.send(message);
  });

  ws.on('error', function (error) { console.error('%s', error.message); });
});
