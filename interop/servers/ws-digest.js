// ws 1.x hashes the two key numbers as a string of bytes and names no encoding. Until Node 6 that
// meant 'binary' (latin1); since then it means UTF-8, and every number with a byte above 7F gives a
// wrong digest. This file, preloaded by `node -r`, restores the default that ws 1.x was written for
// and nothing else: a string that comes with an encoding keeps it.
'use strict';

const crypto = require('crypto');

const Hash = Object.getPrototypeOf(crypto.createHash('md5'));
const update = Hash.update;

Hash.update = function (data, encoding) {
  return update.call(this, data, encoding || (typeof data === 'string' ? 'latin1' : undefined));
};
