import { findSystemProgram } from './system-program.ts';

/** Finds Chromium, for the tests that look at the board as people do, and installs it where that is possible. Throws one sentence that says what to do. */
export function findBrowserProgram(): Promise<string> {
  return findSystemProgram({
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    package: 'chromium',
    advice: 'install one (Debian: `apt-get install chromium`), so that the test in a browser can run',
  });
}
