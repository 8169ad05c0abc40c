import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Violation } from '../storm/storm.ts';

export interface TrialQuestion {
  readonly seed: number;
  readonly isTraced: boolean;
}

/** What the storm of one seed came to. */
export interface Judged {
  readonly type: 'judged';
  readonly seed: number;
  readonly promise: Violation['promise'] | null;
  readonly text: string;
  /** The story of the storm; empty unless it was asked for. */
  readonly trace: readonly string[];
}

/** The process ended or hung over a seed, which is no promise that broke. */
export interface Gone {
  readonly type: 'gone';
}

export type TrialAnswer = Judged | { readonly type: 'ready' } | { readonly type: 'unfit'; readonly text: string };

/** A process in which the storm is tried, with a mutant in it or without. It is started anew if it ends by itself. */
export interface Trial {
  /** The storm of one seed, with its story if it is to be traced. Rejects if the mutant does not fit. */
  judge(seed: number, isTraced?: boolean): Promise<Judged | Gone>;
  stop(): void;
}

/** Far above what the slowest seed takes, also on a machine that is busy. */
const SEED_MS_MAX = 15_000;
const START_MS_MAX = 60_000;
const entry = fileURLToPath(new URL('trial-entry.ts', import.meta.url));

/** Starts a trial of the mutant of this name in a table (the URL of a module with `mutants`); null: of the fleet as it is. */
export function startTrial(table: string, name: string | null, steps: number): Trial {
  let child: ChildProcess | null = null;

  async function start(): Promise<ChildProcess> {
    const started = fork(entry, [table, String(steps), ...(name === null ? [] : [name])], { execArgv: ['--disable-warning=ExperimentalWarning'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    child = started;
    const answer = await nextAnswer(started, START_MS_MAX);
    if (answer === null || answer.type === 'unfit') throw new Error(answer?.text ?? `the process of mutant ${name ?? ''} did not start`);
    return started;
  }

  function stop(): void {
    child?.kill('SIGKILL');
    child = null;
  }

  return {
    async judge(seed, isTraced = false) {
      const process = child ?? (await start());
      process.send({ seed, isTraced } satisfies TrialQuestion, () => {});
      const answer = await nextAnswer(process, SEED_MS_MAX);
      if (answer?.type === 'judged') return answer;
      stop();
      return { type: 'gone' };
    },
    stop,
  };
}

/** The next thing that the process says; null if it ends first, or says nothing for too long. */
function nextAnswer(child: ChildProcess, forMs: number): Promise<TrialAnswer | null> {
  return new Promise((resolve) => {
    const settle = (answer: TrialAnswer | null): void => {
      clearTimeout(timer);
      child.off('message', settle);
      child.off('exit', end);
      resolve(answer);
    };
    const end = (): void => settle(null);
    const timer = setTimeout(end, forMs);
    child.on('message', settle);
    child.on('exit', end);
  });
}
