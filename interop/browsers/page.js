// What every page of ours can do. Before it stands `var BASE = "ws://HOST:PORT";`, after it the script
// of the page. ES3: both engines are of 2010 and 2011.

// One event, for the driver: a JSON string of ASCII after a mark, for neither engine's console can be
// trusted with other characters.
function note(text) {
    var json = JSON.stringify(String(text)).replace(/[\u007f-\uffff]/g, function (c) {
        return "\\u" + ("0000" + c.charCodeAt(0).toString(16)).slice(-4);
    });
    console.log("@@" + json);
}

// The end of the page: the driver waits for it.
function done() {
    note("done");
    window.status = "done";
}

function later(milliseconds, what) { setTimeout(what, milliseconds); }

function times(n, text) {
    var out = "";
    for (; n > 0; n >>= 1, text += text) { if (n & 1) { out += text; } }
    return out;
}

// A WebSocket to a path of the server, whose events are noted. `on` may hold functions open, message
// (with the data), error and close, each called with the socket as `this`. Without on.close the page is
// done soon after: the event comes before the last bytes and the FIN have left.
function connect(path, on, protocol) {
    var ws;
    on = on || {};
    try {
        ws = protocol === undefined ? new WebSocket(BASE + path) : new WebSocket(BASE + path, protocol);
    } catch (e) {
        note("throw " + e.code);
        later(50, done);
        return null;
    }
    ws.onopen = function () { note("open"); if (on.open) { on.open.call(ws); } };
    ws.onmessage = function (e) {
        note(e.data.length > 100 ? "message of " + e.data.length + " characters" : "message " + e.data);
        if (on.message) { on.message.call(ws, e.data); }
    };
    ws.onerror = function () { note("error"); if (on.error) { on.error.call(ws); } };
    ws.onclose = function () { note("close"); if (on.close) { on.close.call(ws); } else { later(50, done); } };
    return ws;
}
