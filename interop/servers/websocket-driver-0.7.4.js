// Echo server on websocket-driver 0.7.4: the "Server-side with TCP" example of the package's README.
// Added to it: the address to listen on, and an end to requests that are not for a WebSocket, where
// the example leaves the answer to the application.
'use strict';

const net = require('net');
const websocket = require('../.installed/websocket-driver-0.7.4/node_modules/websocket-driver');

const server = net.createServer(function (connection) {
  const driver = websocket.server();

  driver.on('connect', function () {
    if (websocket.isWebSocket(driver)) {
      driver.start();
    } else {
      connection.end();
    }
  });

  driver.on('close', function () { connection.end(); });
  connection.on('error', function () {});

  connection.pipe(driver.io).pipe(connection);

  driver.messages.pipe(driver.messages);
});

server.listen(Number(process.argv[2]), '127.0.0.1');
