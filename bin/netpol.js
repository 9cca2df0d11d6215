#!/usr/bin/env node
require('../lib/cli/main').run(process.argv.slice(2));
