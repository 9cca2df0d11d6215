#!/usr/bin/env node
// Node 22.1 and later keep what they compiled, where only the user can write: what is kept there is run.
const { homedir } = require('node:os');
const { join } = require('node:path');
require('node:module').enableCompileCache?.(
  join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-netpol'),
);
require('../lib/bundle/netpol').run(process.argv.slice(2));
