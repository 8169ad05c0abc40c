import { setTimeout as delay } from 'node:timers/promises';
import { readConfig } from '@breakwater/config';
import { symbolKeyText } from '@breakwater/core';
import { type EventOnScreen, type EventSelection, readEvents, type ScreenClient } from '@breakwater/db/screens';
import { eventSentence } from '../event-sentence.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { findStory } from '../find-story.ts';
import { lookAtBooks } from '../look-at-books.ts';
import { printJson, printLine, styled } from '../print.ts';
import type { CommandOptions } from '../program/describe-command.ts';

export interface EventsOptions extends CommandOptions {
  readonly limit: number;
  readonly follow?: boolean;
}

const FOLLOW_EVERY_MS = 500;
/** An event may be stamped before another one and become visible after it: for as long as a statement may run, and then some. */
const LATE_MS = 15_000;
/** More than happen to one key in that time. */
const LATE_MAX = 10_000;

/** `events KEY`: the story of a symbol or of one position, the oldest event first; with --follow until it is interrupted. */
export async function tellEvents(words: readonly string[], options: EventsOptions): Promise<ExitCode> {
  const config = readConfig({ path: options.config, needs: ['database'] });
  return lookAtBooks(config, async (client) => {
    const about = await findStory(config, client, words);
    const events = await readEvents(client, { about, limit: options.limit });
    if (options.follow) return follow(client, about, events, options.json === true);
    if (options.json) printJson({ events: events.map(toJson) });
    else if (events.length === 0) printLine(`Nothing has happened to ${'positionId' in about ? `the position ${about.positionId}` : symbolKeyText(about)} yet.`);
    else for (const event of events) tell(event);
    return EXIT.ok;
  });
}

async function follow(client: ScreenClient, about: EventSelection['about'], first: readonly EventOnScreen[], isJson: boolean): Promise<ExitCode> {
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => interrupted.abort());
  const told = new Map<string, number>();
  let events = first;
  while (!interrupted.signal.aborted) {
    for (const event of events) {
      if (told.has(event.id)) continue;
      if (isJson) printJson(toJson(event));
      else tell(event);
      told.set(event.id, performance.now());
    }
    for (const [id, atMs] of told) if (performance.now() - atMs > 4 * LATE_MS && !events.some((event) => event.id === id)) told.delete(id);
    await delay(FOLLOW_EVERY_MS, undefined, { signal: interrupted.signal }).catch(() => undefined);
    if (!interrupted.signal.aborted) events = await readEvents(client, { about, limit: LATE_MAX, withinMs: LATE_MS });
  }
  return EXIT.ok;
}

function tell(event: EventOnScreen): void {
  const by = event.jobId === null ? '' : styled('dim', `  [${event.jobId}]`);
  printLine(`${styled('dim', event.at)}  ${eventSentence(event)}${by}`);
}

function toJson(event: EventOnScreen): Record<string, unknown> {
  const { id, at, key, positionId, type, ...rest } = event;
  return { id, at, key, positionId, type, sentence: eventSentence(event), ...rest };
}
