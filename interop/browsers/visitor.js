// What a visitor of the chat page can do, with the keyboard and the eyes of a user. ES3, after page.js.

function seen(id) { return document.getElementById(id).textContent; }

// Types a text and presses the button.
function enter(text) {
    document.getElementById("text").value = text;
    document.getElementById("send").click();
}

function lines() {
    var found = [], node = document.getElementById("log").firstChild;
    for (; node; node = node.nextSibling) { found.push(node.textContent); }
    return found;
}

// When a line of the log, or the status, is this text: notes it, and does what is next. Looks again and
// again: these engines have no way to be told.
function when(text, next) {
    var all = lines(), i;
    for (i = 0; i < all.length; i++) {
        if (all[i] === text) { break; }
    }
    if (i === all.length && seen("status") !== text) {
        later(20, function () { when(text, next); });
        return;
    }
    note(text);
    next();
}
