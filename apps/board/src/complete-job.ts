import { nearestName } from '@breakwater/config';
import { type AccountKey, EXCHANGES, type ExchangeId, toExchangeId } from '@breakwater/core';
import { isJobName, type JobName, type JobPayload, JOBS, parsePayload, type QueueName } from '@breakwater/queue';
import type { FindSymbol } from './find-symbol.ts';
import { Refused } from './refused.ts';

export interface TypedJob {
  readonly queue: QueueName;
  /** May be empty: a queue has one job for people, and of `resyncs` the data says which. */
  readonly name: string;
  readonly data: unknown;
}

export interface CompleteJob {
  readonly name: JobName;
  readonly payload: JobPayload<JobName>;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Makes a job of the catalog out of what a person typed: exchange and symbol in any spelling, the account left out where
 * there is only one.
 * @throws Refused with one sentence that says what is wrong and what to do.
 */
export async function completeJob({ queue, name, data }: TypedJob, accounts: readonly AccountKey[], findSymbol: FindSymbol): Promise<CompleteJob> {
  const fields = readFields(data);
  const job = findJob(queue, name, fields);
  const payload = job === 'process-wave' ? fields : await completeKey(job, fields, accounts, findSymbol);
  const parsed = parsePayload(job, payload);
  if (parsed.type === 'refused') throw new Refused(`${parsed.reason}.`);
  return { name: job, payload: parsed.payload };
}

function readFields(data: unknown): Fields {
  // The form offers every field, and what a person leaves empty is not meant.
  if (typeof data === 'object' && data !== null && !Array.isArray(data)) return Object.fromEntries(Object.entries(data).filter(([, value]) => isGiven(value)));
  throw new Refused('The data must be an object such as {"exchange": "binance", "symbol": "TAGUSDT"}.');
}

function findJob(queue: QueueName, typed: string, fields: Fields): JobName {
  const mine = (Object.keys(JOBS) as JobName[]).filter((name) => JOBS[name].queue === queue && JOBS[name].deduplicationId !== null);
  // The board shows a job's name together with its key, and its form for "the same again" starts from that.
  const name = typed.trim().split(/\s/)[0] ?? '';
  if (name === '' || name === '__default__') {
    const [only] = mine.length === 1 ? mine : mine.filter((one) => (one === 'resync-key') === isGiven(fields['symbol']));
    if (only) return only;
  }
  if (isJobName(name) && mine.includes(name)) return name;
  if (isJobName(name) && JOBS[name].deduplicationId === null) throw new Refused(`${name} is added by the clock: add ${mine.join(' or ')} instead.`);
  if (isJobName(name)) throw new Refused(`${name} belongs to the queue ${JOBS[name].queue}: add it there.`);
  const near = nearestName(name, mine);
  throw new Refused(`The queue ${queue} has no job "${name}": ${near ? `did you mean ${near}?` : `it has ${mine.join(', ')}.`}`);
}

async function completeKey(job: JobName, fields: Fields, accounts: readonly AccountKey[], findSymbol: FindSymbol): Promise<Fields> {
  const account = findAccount(findExchange(fields['exchange'], accounts), fields['account'], accounts);
  const { symbol } = fields;
  const needsSymbol = 'symbol' in JOBS[job].payload.shape;
  if (needsSymbol && !isGiven(symbol)) throw new Refused(`${job} needs a symbol such as "TAGUSDT".`);
  const cause = 'cause' in JOBS[job].payload.shape ? { cause: isGiven(fields['cause']) ? fields['cause'] : 'board' } : {};
  return { ...fields, ...account, ...(isGiven(symbol) && { symbol: await findSymbol(account, String(symbol)) }), ...cause };
}

function findExchange(text: unknown, accounts: readonly AccountKey[]): ExchangeId {
  const configured = [...new Set(accounts.map(({ exchange }) => exchange))];
  if (!isGiven(text) && configured.length === 1 && configured[0]) return configured[0];
  if (!isGiven(text)) throw new Refused(`The data needs an exchange: one of ${configured.join(', ')}.`);
  const exchange = toExchangeId(String(text));
  if (exchange !== null) return exchange;
  const near = nearestName(String(text), EXCHANGES);
  throw new Refused(`"${String(text)}" is not an exchange that is known: ${near ? `did you mean ${near}?` : `use one of ${EXCHANGES.join(', ')}.`}`);
}

function findAccount(exchange: ExchangeId, name: unknown, accounts: readonly AccountKey[]): AccountKey {
  const there = accounts.filter((key) => key.exchange === exchange);
  const names = there.map(({ account }) => account);
  const found = isGiven(name) ? there.find(({ account }) => account === String(name).trim()) : there.length === 1 ? there[0] : undefined;
  if (found) return found;
  if (there.length === 0) throw new Refused(`No account at ${exchange} is configured.`);
  if (!isGiven(name)) throw new Refused(`There are several accounts at ${exchange}: name one of ${names.join(', ')}.`);
  const near = nearestName(String(name), names);
  throw new Refused(`No account "${String(name)}" at ${exchange} is configured: ${near ? `did you mean ${near}?` : `there is ${names.join(', ')}.`}`);
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && String(value).trim() !== '';
}
