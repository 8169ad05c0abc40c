import type { WorkerRole } from '@breakwater/engine';
import type { MemoryJob, MemoryJobs, MemoryQueueName } from '../memory/memory-jobs.ts';
import type { MemoryKeyLock, MemoryLocks } from '../memory/memory-key-lock.ts';
import type { Actor } from '../time/actor.ts';
import type { Dice } from '../time/dice.ts';
import type { Timeline } from '../time/timeline.ts';
import { isWorldFailing } from './is-world-failing.ts';
import { runJob } from './run-job.ts';
import { type ProcessParts, startProcess, type StormProcess } from './storm-process.ts';

/** Jobs that one process works on at once. */
const JOBS_AT_ONCE = 3;
/** Standing still longer than this, a worker loses its jobs to others without knowing (BullMQ's lock, libs/queue). */
const STALLED_AFTER_MS = 2_000;

const plans: readonly { readonly role: WorkerRole; readonly queues: readonly MemoryQueueName[] }[] = [
  { role: 'stop-worker', queues: ['protections'] },
  { role: 'wave-worker', queues: ['waves', 'entries'] },
  { role: 'sync-worker', queues: ['resyncs', 'waves'] },
  { role: 'stop-worker', queues: ['protections', 'entries'] },
  { role: 'sync-worker', queues: ['resyncs', 'waves', 'entries'] },
];

/** All worker processes of a storm, and how jobs reach them. */
export interface Fleet {
  /** Processes that live. */
  alive(): readonly StormProcess[];
  /** Starts again what has died. */
  revive(): void;
  /** Gives every job that can be taken to a process that has room. */
  handOut(): void;
  onKilled(actor: Actor): void;
  onPaused(actor: Actor, forMs: number): void;
  /** A job that somebody works on is handed to somebody else as well: its worker's lock was lost. False if none is active. */
  stallOne(): boolean;
  /** No job waits or is worked on. */
  isIdle(): boolean;
}

export interface FleetOptions {
  readonly dice: Dice;
  readonly timeline: Timeline;
  readonly jobs: MemoryJobs;
  readonly locks: MemoryLocks;
  readonly workerCount: number;
  parts(actorName: string, lock: MemoryKeyLock): ProcessParts;
  onBug(error: unknown): void;
}

interface Post {
  readonly plan: (typeof plans)[number];
  process: StormProcess;
  lock: MemoryKeyLock;
  readonly working: Map<MemoryJob, string>;
}

/** A fleet of so many processes, all started. With fewer than three, one does the work of several. */
export function createFleet({ dice, timeline, jobs, locks, workerCount, parts, onBug }: FleetOptions): Fleet {
  let started = 0;
  const posts: Post[] = [];

  function start(plan: Post['plan']): Post {
    const name = `${plan.role.split('-')[0]}-${(started += 1)}`;
    const lock = locks.holder();
    return { plan, lock, process: startProcess(name, plan.role, parts(name, lock)), working: new Map() };
  }

  const chosen = workerCount === 2 ? [{ role: 'stop-worker' as const, queues: ['protections', 'resyncs'] as const }, { role: 'wave-worker' as const, queues: ['waves', 'entries', 'resyncs'] as const }] : plans.slice(0, workerCount);
  for (const plan of chosen) posts.push(start(plan));
  const postOf = (actor: Actor): Post | undefined => posts.find(({ process }) => process.actor === actor);

  function work(post: Post, job: MemoryJob): void {
    const { process } = post;
    post.working.set(job, job.id);
    runJob(process.portsForJob(), job).then(
      () => end(() => jobs.finish(job)),
      (error: unknown) => {
        if (!isWorldFailing(error)) onBug(error);
        end(() => jobs.fail(job));
      },
    );
    function end(tell: () => void): void {
      post.working.delete(job);
      tell();
    }
  }

  return {
    alive: () => posts.flatMap(({ process }) => (process.actor.isAlive ? process : [])),
    revive() {
      posts.forEach((post, index) => {
        if (!post.process.actor.isAlive) posts[index] = start(post.plan);
      });
    },
    handOut() {
      for (const post of posts) {
        const { actor } = post.process;
        if (!actor.isAlive || actor.pausedUntilMs > timeline.nowMs()) continue;
        for (const queue of post.plan.queues) {
          // The very first call of a job may be the last of its process.
          while (actor.isAlive && post.working.size < JOBS_AT_ONCE) {
            const job = jobs.take(queue);
            if (job === null) break;
            work(post, job);
          }
        }
      }
    },
    onKilled(actor) {
      const post = postOf(actor);
      if (post === undefined) return;
      post.lock.stopRenewing();
      for (const job of post.working.keys()) jobs.stall(job);
    },
    onPaused(actor, forMs) {
      const post = postOf(actor);
      if (post === undefined) return;
      post.lock.stopRenewing();
      timeline.after(forMs, () => actor.isAlive && post.lock.goOnRenewing());
      if (forMs > STALLED_AFTER_MS) for (const job of post.working.keys()) jobs.stall(job);
    },
    stallOne() {
      const active = posts.flatMap(({ working }) => [...working.keys()]);
      if (active.length === 0) return false;
      jobs.stall(dice.pick(active));
      return true;
    },
    isIdle: () => jobs.nextInMs() === null && posts.every(({ working }) => working.size === 0),
  };
}
