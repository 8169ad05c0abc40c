import type { EventOnScreen } from '@breakwater/db/screens';
import { durationText } from './duration-text.ts';

type Told = Pick<EventOnScreen, 'type' | 'data'>;
type Say = (told: (name: string) => string, data: Told['data']) => string;

/** One event as a sentence for people: what happened, in the glossary's words, with the numbers that matter. */
export function eventSentence({ type, data }: Told): string {
  const told = (name: string): string => textOf(data[name]);
  const say = SENTENCES[type] ?? requestSentence(type);
  return say === null ? unknownSentence(type, data) : say(told, data).trim();
}

/** What happens to rows; requests and orders are below. */
const SENTENCES: Readonly<Record<string, Say>> = {
  position_opened: (told) => `The entry filled ${told('executed') || told('quantity')}${at(told('averagePrice') || told('entryPrice'))}: the position is open, and bare until its stop rests.`,
  position_reopened: (told) => `A late fill of ${told('executed') || told('quantity')}${at(told('averagePrice') || told('entryPrice'))} opened the position after all.`,
  position_adopted: (told) => `A position of ${told('quantity')}${at(told('entryPrice'))} was found at the exchange and taken into the books (${told('origin')}, ${counted(told('executions'))}).`,
  position_imported: (told) => `Row ${told('oldId')} of the old books was taken over, a position of ${told('quantity')}${at(told('entryPrice'))} as the exchange shows it (${counted(told('executions'))}).`,
  ended_position_imported: (told) => `Row ${told('oldId')} of the old books, which is over, was taken over; they say: ${told('oldReason') || 'no reason'}, PnL ${told('oldRealisedPnl') || 'not known'}.`,
  stop_taken_over: (told) => `The stop of the old bot is this position's now${atTrigger(told('triggerPrice'))} (${told('clientOrderId')}).`,
  position_never_filled: (told) => `The entry did not fill${told('status') && ` (${told('status')})`}: the key and its slot are free again.`,
  position_closed: (told, data) => `The position is closed (${told('reason')}); PnL ${data['realisedPnl'] == null ? 'not known' : told('realisedPnl')}.`,
  position_bare: () => 'No valid stop rests: the bare clock runs.',
  position_protected: (told, data) => `A valid stop rests again${bareText(data)}${told('stop') && ` (${told('stop')})`}.`,
  entry_filled_further: (told) => `The entry filled further, ${told('executed')} in all${at(told('averagePrice'))}.`,
  late_fill_on_taken_key: (told) => `A late fill of ${told('executed')} (${told('clientOrderId')}) came while another position has the key: it is added to that one by the next look.`,
  stop_placed: (told, data) => `The stop rests${atTrigger(told('triggerPrice'))}${bareText(data)} (${told('clientOrderId')}).`,
  best_price_raised: (told) => `The price was as good as ${told('to')}: the stop takes notice of it.`,
  stop_followed: (told) => `The stop follows the price to ${told('to')} (${told('clientOrderId')}).`,
  stop_passed: (told) => `The position is to be closed: ${told('why')}.`,
  position_too_old: (told) => `The position is to be closed: ${told('why')}.`,
  fills_booked: (told) => `${counted(told('executions'))} of the account's history ${told('executions') === '1' ? 'was' : 'were'} booked.`,
  quantity_corrected: (told) => `The books said ${told('from')}, the exchange says ${told('to')}: the books were corrected.`,
  reduce_sized: (told) => `The signal ${told('signal')} of ${told('source')} takes ${told('quantity')} off the ${told('held')} that are held.`,
  duplicate_closed: (told) => `This row was a duplicate and is closed; ${told('kept')} is kept.`,
  key_quarantined: (told) => `The key was set aside and a human was paged: ${told('reason')}`,
  quarantine_released: () => 'The key was given back to the fleet by hand.',
};

/** `stop_intended`, `entry_unknown`, `cancel_accepted`, …: a subject and what became of it. */
function requestSentence(type: string): Say | null {
  const subject = Object.keys(SUBJECTS).find((name) => type.startsWith(`${name}_`));
  if (subject === undefined) return null;
  const end = ENDS[type.slice(subject.length + 1)];
  return end === undefined ? null : (told, data) => end(SUBJECTS[subject] ?? subject, told, data);
}

const SUBJECTS: Readonly<Record<string, string>> = {
  position_stop: 'the position’s own stop',
  position_mode: 'the change of position mode',
  margin_mode: 'the change of margin mode',
  leverage: 'the change of leverage',
  entry: 'the entry',
  stop: 'the stop',
  exit: 'the exit',
  foreign: 'the foreign order',
  order: 'the order',
  cancel: 'the cancel',
  amend: 'the amendment',
  signal: 'the signal',
};

type SayEnd = (subject: string, told: (name: string) => string, data: Told['data']) => string;

const ENDS: Readonly<Record<string, SayEnd>> = {
  intended: (subject, told, data) => `${upper(subject)} was committed${requestText(data['request'])}${told('why') && `: ${told('why')}`}.`,
  accepted: (subject) => `The exchange accepted ${subject}.`,
  rejected: (subject, told) => `The exchange refused ${subject}${because(told)}.`,
  denied: (subject, told) => `${upper(subject)} was not let through${because(told)}.`,
  unknown: (subject, told) => `The reply to ${subject} was lost (${told('cause')}): it is looked up, never guessed.`,
  found: (subject, told) => `${upper(subject)} was found at the exchange: ${told('status')}.`,
  never_existed: (subject) => `${upper(subject)} never reached the exchange.`,
  planned: (subject) => `${upper(subject)} is planned.`,
  resting: (subject, told) => `${upper(subject)} rests${atTrigger(told('triggerPrice'))}.`,
  triggered: (subject, told) => `${upper(subject)} has triggered${atTrigger(told('triggerPrice'))}.`,
  filled: (subject, told) => `${upper(subject)} filled ${told('executed')}${at(told('averagePrice'))}.`,
  canceled: (subject, told) => `${upper(subject)} is cancelled${atTrigger(told('triggerPrice'))}.`,
  expired: (subject) => `${upper(subject)} expired at the exchange.`,
  opened: (_subject, told) => `The signal ${told('signal')} of ${told('source')} was opened.`,
  failed: (_subject, told) => `The signal ${told('signal')} of ${told('source')} failed: ${told('reason')}.`,
  skipped_duplicate: skipped,
  skipped_filter: skipped,
  skipped_limit: skipped,
  skipped_no_position: skipped,
  closed: done('was carried out'),
  reduced: done('was carried out'),
  stop_set: done('was carried out'),
};

function done(how: string): SayEnd {
  return (_subject, told) => `The signal ${told('signal')} of ${told('source')} ${how}: ${told('reason')}.`;
}

function skipped(_subject: string, told: (name: string) => string): string {
  return `The signal ${told('signal')} of ${told('source')} was skipped: ${told('reason')}.`;
}

/** A type that this version of the command does not know still says all that it holds. */
function unknownSentence(type: string, data: Told['data']): string {
  const fields = Object.entries(data).map(([name, value]) => `${name} ${textOf(value)}`).join(', ');
  return `${upper(type.replaceAll('_', ' '))}${fields && `: ${fields}`}.`;
}

function requestText(request: unknown): string {
  if (typeof request !== 'object' || request === null) return '';
  const told = (name: string): string => textOf((request as Record<string, unknown>)[name]);
  const kind = told('kind');
  if (kind === 'place') return ` (${told('side')} ${told('quantity')}${told('triggerPrice') ? ` at the trigger ${told('triggerPrice')}, ${told('triggerType')} price` : ' at market'})`;
  if (kind === 'cancel') return ` (of ${told('clientOrderId')})`;
  const setting = told('leverage') || told('mode');
  return setting && ` (to ${setting})`;
}

const counted = (executions: string): string => `${executions} ${executions === '1' ? 'execution' : 'executions'}`;
const upper = (text: string): string => `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
const at = (price: string): string => price && ` at ${price}`;
const atTrigger = (price: string): string => price && ` at the trigger ${price}`;

function because(told: (name: string) => string): string {
  const why = [told('code'), told('reason')].filter((text) => text !== '').join(': ');
  return why && ` (${why})`;
}

function bareText(data: Told['data']): string {
  const { bareMs } = data;
  return typeof bareMs === 'number' ? `; the position was bare for ${durationText(bareMs)}` : '';
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | boolean);
}
