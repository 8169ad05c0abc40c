import { execFileSync } from 'node:child_process';
import os from 'node:os';
import { repositoryFolder } from '../check/repository-folder.ts';
import type { Seen } from './read-output.ts';

/** What is kept with a run that this clone saw at an instant. Documents may differ from the commit: they decide nothing. Throws one sentence without Git. */
export function seenHere(at: Date): Seen {
  const commit = git('rev-parse', '--short=10', 'HEAD');
  const isChanged = git('status', '--porcelain', '--', '.', ':!docs', ':!*.md') !== '';
  return { commit, isChanged, day: at.toISOString().slice(0, 10), cores: os.availableParallelism() };
}

function git(...words: readonly string[]): string {
  try {
    return execFileSync('git', words, { cwd: repositoryFolder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch (error) {
    throw new Error('Git does not tell which commit this clone is at, so a run cannot be recorded here: record it in a clone that Git knows.', { cause: error });
  }
}
