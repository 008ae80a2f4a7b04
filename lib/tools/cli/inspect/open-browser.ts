import { spawn } from 'node:child_process';

import { codeOf } from '../errors.js';

/** How each platform opens a URL. `start` is a command of `cmd`, and its first argument is the title of a window. */
const OPENERS: Readonly<Record<string, readonly string[]>> = {
  darwin: ['open'],
  win32: ['cmd', '/c', 'start', ''],
};
const DEFAULT_OPENER = ['xdg-open'];
/** Later, the opener ends because the user closed the browser, in milliseconds. */
const MAX_START = 10_000;

/**
 * Opens a URL in the browser of the user, without a shell. Other users of the machine can read the URL in the list of processes.
 *
 * @param onFailure called at most once, with the reason as a clause
 */
export function openBrowser(url: string, onFailure: (reason: string) => void): void {
  const [command = '', ...args] = OPENERS[process.platform] ?? DEFAULT_OPENER;
  const startedAt = performance.now();
  const child = spawn(command, [...args, url], {
    stdio: 'ignore',
    // The browser stays open when listen ends.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  child.once('error', (error) => {
    onFailure(`${command} cannot be started (${codeOf(error)})`);
  });
  child.once('exit', (code) => {
    if (code !== null && code !== 0 && performance.now() - startedAt < MAX_START)
      onFailure(`${command} ended with the exit code ${code}`);
  });
  child.unref();
}
