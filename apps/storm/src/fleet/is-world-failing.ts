import { Unreadable } from '@breakwater/exchange';
import { QueueAway } from '../memory/memory-jobs.ts';
import { PartUnreachable } from '../time/scheduler.ts';

/** Whether an error says that a part of the world could not be reached. Any other one is a bug of the fleet. */
export function isWorldFailing(error: unknown): boolean {
  return error instanceof PartUnreachable || error instanceof QueueAway || error instanceof Unreadable;
}
