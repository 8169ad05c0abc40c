import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { guardProcess } from './guard-process.ts';

/** What to run, and how to see that it serves and how to end it. */
export interface ServerPlan {
  command: string;
  arguments: string[];
  /** The working directory; `server.log` is written there. */
  folder: string;
  environment?: Record<string, string>;
  /** The unprivileged user to run as, when the caller is root and the server refuses to be. */
  user?: { uid: number; gid: number };
  /** The signal that the server takes as "end now, in order". */
  stopSignal: NodeJS.Signals;
  /** Whether the folder goes with the server. */
  isTemporary: boolean;
  /** Resolves once the server answers, throws while it does not. */
  probe(): Promise<void>;
}

/** A started server: `stop` ends it and removes a temporary folder. */
export interface StartedServer {
  stop(): Promise<void>;
}

const readyMsMax = 60_000;
const stopMsMax = 15_000;
const pollMs = 25;

/** The server ended before it answered; `log` holds its last words. */
export class ServerExit extends Error {
  readonly log: string;
  constructor(command: string, log: string) {
    super(`${command} ended at once: ${log.trim().split('\n').at(-1) ?? 'without a word'}`);
    this.log = log;
  }
}

/**
 * Starts one server process and waits until its probe succeeds (at most 60 s). It runs in a process group of its own, so that Ctrl-C reaches it only
 * through `stop`, after its users; a guard ends it if this process dies without calling that.
 * Throws ServerExit if it ends first.
 */
export async function startServer(plan: ServerPlan): Promise<StartedServer> {
  const logFile = `${plan.folder}/server.log`;
  const log = fs.openSync(logFile, 'w');
  const child = spawn(plan.command, plan.arguments, {
    cwd: plan.folder,
    env: { ...process.env, ...plan.environment },
    detached: true,
    stdio: ['ignore', log, log],
    ...plan.user,
  });
  fs.closeSync(log);
  let failure: Error | undefined;
  child.once('error', (error) => (failure = error));
  if (child.pid === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    throw failure ?? new Error(`${plan.command} could not be started`);
  }
  const unguard = guardProcess(child.pid, plan.stopSignal, plan.isTemporary ? plan.folder : undefined);
  child.unref();
  const stop = async () => {
    await endProcess(child, plan.stopSignal);
    unguard();
    if (plan.isTemporary) fs.rmSync(plan.folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await waitUntilReady(child, plan, logFile);
  } catch (error) {
    await endProcess(child, plan.stopSignal);
    unguard(); // the folder stays: the caller tries another port in it, or removes it
    throw error;
  }
  return { stop };
}

async function waitUntilReady(child: ChildProcess, plan: ServerPlan, logFile: string): Promise<void> {
  const deadline = performance.now() + readyMsMax;
  for (;;) {
    if (hasEnded(child)) throw new ServerExit(plan.command, fs.readFileSync(logFile, 'utf8').slice(-4000));
    try {
      return await plan.probe();
    } catch (error) {
      if (performance.now() > deadline) throw new Error(`${plan.command} did not answer within ${readyMsMax / 1000} s`, { cause: error });
    }
    await delay(pollMs);
  }
}

async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (hasEnded(child)) return;
  child.ref();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), stopMsMax);
  await ended;
  clearTimeout(timer);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
