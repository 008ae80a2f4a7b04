import module, { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

import { provideGlobals } from './globals.js';
import * as hooks from './hooks.js';

// Node 20 has the one, and later versions deprecate it for the other.
if (module.registerHooks) module.registerHooks(hooks);
else module.register('./hooks.js', import.meta.url);
process.setSourceMapsEnabled(true);

const require = createRequire(import.meta.url);
const runCircus = require('jest-circus/runner').default;
const EVENT_HANDLERS = Symbol.for('EVENT_HANDLERS');

let suites = 0;

/**
 * Jest's own runner of a suite, except that Node loads the modules. A worker loads Nest and the other packages once, and the
 * sources for each suite: a suite does not see what the library remembers of the suite before.
 */
export default function runSuite(globalConfig, config, environment, runtime, testPath, sendMessageToJest) {
  // Jest sets it for its own source maps, and Node would not apply those of the modules.
  Error.prepareStackTrace = undefined;
  runtime.requireInternalModule = requireAnew;
  runtime.unstable_shouldLoadAsEsm = () => true;
  suites += 1;
  const query = `?suite=${suites}`;
  runtime.unstable_importModule = (path) => {
    provideGlobals(runtime.requireModuleOrMock(testPath, '@jest/globals'));
    return import(pathToFileURL(path) + query);
  };
  return runCircus(globalConfig, config, environment, runtime, testPath, sendMessageToJest);
}

/** A suite starts without the tests and handlers of the suite before. */
function requireAnew(path) {
  delete globalThis[EVENT_HANDLERS];
  delete require.cache[path];
  return require(path);
}
