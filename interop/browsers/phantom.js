// Runs in PhantomJS: opens the page whose address is the first argument, prints what its console says
// and ends when the page is done. "blank:FILE" runs a file of script in a page at about:blank. A second
// argument is a script to be run in the page when it is there.
var system = require("system"), page = require("webpage").create();
page.onConsoleMessage = function (text) {
    system.stdout.writeLine(text);
    if (text === '@@"done"') { setTimeout(function () { phantom.exit(); }, 0); }
};
page.onError = function (text) { system.stdout.writeLine("@@" + JSON.stringify("exception " + text)); phantom.exit(1); };
var address = system.args[1], script = system.args[2];
if (address.indexOf("blank:") === 0) {
    page.open("about:blank", function () { page.injectJs(address.slice(6)); });
} else {
    page.open(address, function (status) {
        if (status !== "success") { phantom.exit(1); }
        if (script) { page.evaluate(new Function(script)); }
    });
}
