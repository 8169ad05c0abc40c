import { AGE_MS_MAX, type Bounds, decimal, DEFAULT_BOUNDS, EXCHANGES, isAccountName, isDecimalText, POSITION_MODES, toExchangeId } from '@breakwater/core';
import { z } from 'zod';
import { BOUND_DESCRIPTIONS } from './bound-descriptions.ts';
import { PAGE_RECEIVER_TYPES } from './config.ts';

/**
 * Everything that may stand in breakwater.config.yaml, with defaults. Each setting carries `description` (for the
 * reference in the docs) and `expects` (what to write, for the sentence that refuses a wrong one).
 */

interface SettingMeta {
  readonly description: string;
  readonly expects: string;
}

function setting<S extends z.ZodType>(schema: S, meta: SettingMeta): S {
  return schema.meta({ ...meta });
}

const wholeNumber = (description: string, min: number, max: number, unit = '') =>
  setting(z.int().min(min).max(max), { description, expects: `a whole number${unit && ` of ${unit}`} from ${min} to ${max}` });

const oneOf = <const T extends readonly [string, ...string[]]>(description: string, values: T) =>
  setting(z.enum(values), { description, expects: `one of ${values.join(', ')}` });

const isPositiveDecimal = (text: string): boolean => isDecimalText(text) && decimal(text).gt('0');
const isPercent = (text: string): boolean => isPositiveDecimal(text) && decimal(text).lt('100');

const amount = (description: string) =>
  setting(z.string().refine(isPositiveDecimal), { description, expects: 'an amount above zero in quotes, such as "200" or "12.5"' });

const percentage = (description: string) =>
  setting(z.string().refine(isPercent), { description, expects: 'a percentage between 0 and 100 in quotes, such as "2" or "0.75"' });

const stop = setting(
  z.strictObject({
    percent: percentage('Distance of the stop from the entry price, in percent of it.'),
    breakEven: setting(
      z.strictObject({
        atPercent: percentage('How far ahead of the entry the price must have been, in percent of it.'),
        keepPercent: percentage('How far ahead of the entry the stop lies then: what entry and exit cost.'),
      }),
      { description: 'Once the price was far enough ahead, the stop lies where nothing is lost any more; left out: it does not.', expects: 'such as { atPercent: "1", keepPercent: "0.1" }' },
    ).optional(),
    trailing: setting(
      z.strictObject({
        atPercent: percentage('How far ahead of the entry the price must have been, in percent of it.'),
        behindPercent: percentage('How far behind the best price the stop stays, in percent of that.'),
        stepPercent: percentage('It moves by no less than this, in percent of the entry price.'),
      }),
      { description: 'Once the price was far enough ahead, the stop follows it, and is never loosened; left out: it does not.', expects: 'such as { atPercent: "1.5", behindPercent: "1", stepPercent: "0.2" }' },
    ).optional(),
    age: setting(
      z.strictObject({
        fromMs: wholeNumber('From this age on the position is closed as soon as the price covers its costs.', 0, AGE_MS_MAX, 'milliseconds'),
        costPercent: percentage('How far ahead of the entry a price is that covers the costs, in percent of it.'),
        breakEvenForMs: wholeNumber('After so long in vain a loss is accepted.', 0, AGE_MS_MAX, 'milliseconds'),
        lossPercentPerHour: percentage('By how much the accepted loss grows each hour, in percent of the entry price.'),
        closeAtMs: wholeNumber('At this age the position is closed at any price.', 0, AGE_MS_MAX, 'milliseconds'),
      }),
      { description: 'How a position ends that has grown old; left out: no age is too great.', expects: 'such as { fromMs: 86400000, costPercent: "0.1", breakEvenForMs: 14400000, lossPercentPerHour: "0.5", closeAtMs: 172800000 }' },
    ).optional(),
  }),
  { description: 'The protective stop, how it follows the price, and when its position is too old.', expects: 'a stop such as { percent: "2" }' },
);

const secret = (what: string) =>
  setting(z.string().min(1), { description: `${what}: \`env:NAME\`, \`file:PATH\`, or the text itself.`, expects: 'env:NAME, file:PATH, or the text itself' });

const account = z.strictObject({
  name: setting(z.string().refine(isAccountName), { description: 'Name of the account in keys, logs and commands.', expects: 'lower case letters, digits and hyphens' }),
  exchange: setting(z.string().refine((text) => toExchangeId(text) !== null).transform((text) => toExchangeId(text) ?? EXCHANGES[0]), {
    description: 'The exchange: Binance USD-M, or Bybit linear contracts of a unified account.',
    expects: `one of ${EXCHANGES.join(', ')}`,
  }),
  mode: oneOf('What may be sent: nothing, stops and closes, or entries too.', ['observe', 'protect', 'trade']),
  positionMode: oneOf('How the account is set at its exchange: one net position a symbol, or a long and a short leg side by side (hedge mode; Bybit calls its two modes merged single and both sides). The fleet never changes it, and enters nothing where it is set otherwise.', POSITION_MODES).default('one-way'),
  positionsMax: wholeNumber('Most positions open at once.', 0, 10_000),
  exposureMax: amount('Most that its positions may be worth together, in the quote currency; without it, no limit.').optional(),
  symbolExposureMax: amount('The same for the positions in one symbol.').optional(),
  dailyLossMax: amount('No new entries once so much is lost on a day (UTC), after fees; without it, no limit.').optional(),
  credentials: z.strictObject({ apiKey: secret('The API key'), apiSecret: secret('The API secret') }).optional(),
  url: setting(z.url({ protocol: /^https?$/ }), {
    description: "Where requests go instead of to the exchange: a paper exchange. BREAKWATER_<EXCHANGE>_<NAME>_URL overrides it.",
    expects: 'an address such as http://127.0.0.1:8090',
  }).optional(),
  streamUrl: setting(z.url({ protocol: /^wss?$/ }), {
    description: "Where the account's user stream is; left out: where `url` points to, or the exchange. It does not count where BREAKWATER_<EXCHANGE>_<NAME>_URL points elsewhere; BREAKWATER_<EXCHANGE>_<NAME>_STREAM_URL overrides it.",
    expects: 'an address such as wss://stream.example.org',
  }).optional(),
  stop: stop.default({ percent: '2' }),
  stopTrigger: oneOf('The price that triggers stops.', ['mark', 'last']).default('mark'),
  marginMode: oneOf('Margin mode that is set before an entry; at Bybit it is one for all symbols, and never changed while a position is open.', ['cross', 'isolated']).default('cross'),
  entrySlippagePercentMax: setting(z.string().refine(isPercent), {
    description: 'How far from the last price an entry may trade, in percent of it: what cannot be had there is given up, and never chased. Left out: entries are market orders.',
    expects: 'a percentage between 0 and 100 in quotes, such as "0.5"',
  }).optional(),
  attachStop: setting(z.boolean(), {
    description: 'Whether entries bring a stop along, so that a position is not without one for an instant: at Bybit; Binance knows no such. It goes once the stop of the position rests. Left out: yes at Bybit.',
    expects: 'true or false',
  }).optional(),
  stopFirst: setting(z.boolean(), {
    description: 'Whether the stop of a position is placed before its entry is sent, so that it is not without one for an instant: at Binance, assuming that it takes a reduce-only stop in before there is a position. One more round trip before each entry.',
    expects: 'true or false',
  }).default(false),
  foreignPositions: oneOf('What happens to positions that the fleet did not open.', ['adopt', 'protect-only', 'alert', 'ignore']).default('protect-only'),
});

const sharedLimits = {
  positionsMax: wholeNumber('Most positions open at once over all of them; without it, no limit.', 0, 100_000).optional(),
  exposureMax: amount('Most that their positions may be worth together, in the quote currency; without it, no limit.').optional(),
};

const limits = z.strictObject({
  ...sharedLimits,
  exchanges: setting(z.strictObject(Object.fromEntries(EXCHANGES.map((exchange) => [exchange, z.strictObject(sharedLimits).optional()])) as Record<(typeof EXCHANGES)[number], z.ZodOptional<z.ZodObject<typeof sharedLimits>>>), {
    description: 'The same for all accounts of one exchange.',
    expects: `limits by exchange: ${EXCHANGES.join(', ')}`,
  }).prefault({}),
});

const policyFields = {
  open: wholeNumber('How many positions a wave may open.', 0, 500),
  notional: amount('Size of a position in the quote currency; either this or `balanceFraction`.').optional(),
  balanceFraction: setting(z.string().refine((text) => isPositiveDecimal(text) && !decimal(text).gt('1')), {
    description: "Size of a position as a part of what the account has available when its wave is first worked on; the leverage does not enlarge it.",
    expects: 'a fraction above 0 and at most 1 in quotes, such as "0.05"',
  }).optional(),
  notionalMax: amount('Most that `balanceFraction` may come to, in the quote currency.').optional(),
  leverage: wholeNumber('Leverage that is set before an entry.', 1, 125),
  stop,
  stopList: setting(z.array(z.string().trim().min(1)), { description: 'Symbols that are never opened.', expects: 'a list of symbols' }),
  signalAgeMsMax: wholeNumber('A signal older than this is skipped.', 1_000, 86_400_000, 'milliseconds'),
  whiteList: setting(z.array(z.string().trim().min(1)).min(1), { description: 'The only symbols that may be opened; all if left out.', expects: 'a list of at least one symbol' }).optional(),
  reserve: wholeNumber('How many signals behind the best `open` may be tried at most; all if left out.', 0, 500).optional(),
  openPerExchange: setting(z.strictObject(Object.fromEntries(EXCHANGES.map((exchange) => [exchange, wholeNumber(`How many positions a wave may open at ${exchange}.`, 0, 500).optional()]))), {
    description: 'How many positions a wave may open at an exchange; as many as in all where it is left out.',
    expects: 'numbers by exchange, such as { binance: 3 }',
  }).optional(),
  cooldownMs: wholeNumber('How long after a position of a symbol closed no entry into it follows.', 0, 604_800_000, 'milliseconds').optional(),
  filters: setting(
    z.strictObject({
      notionalMin: amount('Smallest position that is worth opening, in the quote currency.').optional(),
      openInterestMin: amount('Least open interest, in the quote currency.').optional(),
      volume1hMin: amount('Least that must have been traded within the last hour, in the quote currency.').optional(),
      move5mPercentMax: percentage('Most that the price may have moved within five minutes, up or down.').optional(),
      spreadPercentMax: percentage('Largest spread between best bid and best ask.').optional(),
    }),
    { description: 'What a market must be like; its figures are read once for each wave, and what an exchange does not tell does not pass.', expects: 'limits such as { volume1hMin: "50000" }' },
  ).optional(),
};

const defaultPolicy = setting(z.strictObject(policyFields), {
  description: 'The policy of every source that has none of its own.',
  expects: `a policy with ${Object.entries(policyFields).flatMap(([name, field]) => (field.safeParse(undefined).success ? [] : [name])).join(', ')}, and notional or balanceFraction`,
});

/** One bound: the default is the core's, where each has its meaning. */
const bound = (name: keyof Bounds) => wholeNumber(BOUND_DESCRIPTIONS[name], 0, 3_600_000).default(DEFAULT_BOUNDS[name]);
const boundNames = Object.keys(DEFAULT_BOUNDS) as (keyof Bounds)[];
const bounds = z.strictObject(Object.fromEntries(boundNames.map((name) => [name, bound(name)])) as Record<keyof Bounds, ReturnType<typeof bound>>);

const host = (description: string) => setting(z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/), { description, expects: 'a host name or address such as 127.0.0.1' }).default('127.0.0.1');

const board = z.strictObject({
  host: host('Where the board listens; BREAKWATER_BOARD_HOST overrides it.'),
  port: wholeNumber('Its port, 0 for any free one; BREAKWATER_BOARD_PORT overrides it.', 0, 65_535).default(8_091),
  user: setting(z.string().min(1).max(64), { description: 'The name that goes with the password.', expects: 'a name' }).default('operator'),
  password: secret('The password, of 12 characters or more (default: env:BREAKWATER_BOARD_PASSWORD)').optional(),
  token: secret('A token that stands for user and password, of 12 characters or more (default: env:BREAKWATER_BOARD_TOKEN)').optional(),
  writable: setting(z.boolean(), {
    description: 'Whether jobs may be added, retried and cleaned on the board; BREAKWATER_BOARD_WRITABLE overrides it.',
    expects: 'true or false',
  }).default(false),
});

const health = z.strictObject({
  host: host('Where each process serves /healthz, /readyz and /metrics; BREAKWATER_HEALTH_HOST overrides it.'),
  port: wholeNumber('Its port, 0 for any free one, nowhere if left out; BREAKWATER_HEALTH_PORT overrides it.', 0, 65_535).optional(),
});

const intake = z.strictObject({
  token: secret('The token by which senders deliver waves to the board over HTTP, of 20 characters or more; without it none are taken there (default: env:BREAKWATER_INTAKE_TOKEN)').optional(),
});

const outcomes = z.strictObject({
  keepDays: wholeNumber('For how long outcome messages are kept; those that a webhook still waits for are kept for longer.', 1, 3_650, 'days').default(30),
  pageAfterMs: wholeNumber('A human hears of it when a message has not been delivered to its webhook for so long after the first attempt.', 1_000, 604_800_000, 'milliseconds').default(3_600_000),
});

const retention = z.strictObject({
  eventMonths: wholeNumber('For how many whole months events are kept that are no part of the story of a live position; for ever if left out.', 1, 1_200).optional(),
  reportMonths: wholeNumber('For how many whole months the reports of passes are kept.', 1, 1_200).default(3),
  waveMonths: wholeNumber('For how many months waves are kept that led to no position, exit or question; for ever if left out. A wave that says that it was made before that is refused.', 1, 1_200).optional(),
});

const outcomeWebhook = z.strictObject({
  source: setting(z.string().trim().min(1).max(128), {
    description: 'Whose outcomes are pushed there: a sender of waves, or `default` for all that have no webhook of their own.',
    expects: 'the name of a source, or default',
  }),
  url: setting(z.url({ protocol: /^https?$/ }), { description: 'Where they are posted.', expects: 'an address such as https://example.org/outcomes' }),
  secret: secret('What they are signed with, of 20 characters or more; one that begins with `whsec_` is taken for base64'),
});

const paging = z.strictObject({
  repeatEveryMs: wholeNumber('A page that nobody has acknowledged is told again after so long.', 60_000, 86_400_000, 'milliseconds').default(900_000),
  bareAfterMs: wholeNumber('A position that has had no valid stop for so long is told of.', 1_000, 3_600_000, 'milliseconds').default(10_000),
});

const pageReceiver = z.strictObject({
  name: setting(z.string().regex(/^[a-z0-9-]{1,40}$/), { description: 'Its name in commands, logs and pages.', expects: 'lower case letters, digits and hyphens' }),
  type: oneOf('How it is told: by a signed POST, by a bot in a Telegram chat, or as an alert of a Prometheus Alertmanager.', PAGE_RECEIVER_TYPES),
  url: setting(z.url({ protocol: /^https?$/ }), {
    description: 'Where a webhook posts to, or the address of the Alertmanager; of Telegram, where its bot API is (default: https://api.telegram.org).',
    expects: 'an address such as https://example.org/pages',
  }).optional(),
  secret: secret('What a webhook is signed with, of 20 characters or more; one that begins with `whsec_` is taken for base64').optional(),
  token: secret('The token of the Telegram bot, as BotFather gives it').optional(),
  chatId: setting(z.string().regex(/^(-?\d{1,20}|@\w{5,32})$/), { description: 'The Telegram chat that it writes to.', expects: 'the number of a chat in quotes, or @name of a channel' }).optional(),
});

const concurrency = (description: string) => wholeNumber(description, 1, 256).optional();

export const configSchema = z.strictObject({
  deployment: setting(z.string().regex(/^[a-z0-9-]{1,20}$/), {
    description: 'Tells two fleets on one exchange account apart; part of every client order id, so never change it while positions are open.',
    expects: 'up to 20 lower case letters, digits and hyphens',
  }).default('breakwater'),
  accounts: setting(z.array(account).min(1), { description: 'The accounts that the fleet keeps.', expects: 'a list of at least one account' }),
  limits: setting(limits, { description: 'What all accounts are held to together; new entries that would pass a limit are skipped.', expects: 'limits such as { positionsMax: 30, exposureMax: "6000" }' }).prefault({}),
  wavePolicies: setting(z.object({ default: defaultPolicy }).catchall(z.strictObject(policyFields).partial()), {
    description: 'How waves are worked off, by their source; what a source leaves out is taken from `default`.',
    expects: 'policies by source, with one named default',
  }),
  bounds: bounds.prefault({}),
  resyncIntervalMs: wholeNumber('How often each account is compared with its exchange.', 1_000, 86_400_000, 'milliseconds').default(60_000),
  concurrency: z
    .strictObject({
      waves: concurrency('Waves at once in one process.'),
      entries: concurrency('Entries at once in one process (default 8).'),
      resyncs: concurrency('Resyncs at once in one process.'),
      protections: concurrency('Protections at once in one process.'),
    })
    .prefault({}),
  lock: oneOf('Whether workers keep out of each other’s way by a lock in Redis; safety does not depend on it.', ['redlock', 'none']).default('redlock'),
  rateGovernor: oneOf('Who keeps requests within the limits of each exchange: the whole fleet together, by budgets in Redis, or nobody; BREAKWATER_RATE_GOVERNOR overrides it.', ['redis', 'none']).default('redis'),
  board: board.prefault({}),
  health: health.prefault({}),
  intake: intake.prefault({}),
  outcomes: outcomes.prefault({}),
  retention: retention.prefault({}),
  outcomeWebhooks: setting(z.array(outcomeWebhook), {
    description: 'Where outcomes of signals and ends of waves are pushed, signed; wave workers do it (docs/outcomes.md).',
    expects: 'a list of webhooks with source, url and secret',
  }).default([]),
  paging: paging.prefault({}),
  pageReceivers: setting(z.array(pageReceiver), {
    description: 'Who is told of pages, at once and again until somebody acknowledges them; every worker does it (docs/paging.md).',
    expects: 'a list of receivers with name, type and what that type needs',
  }).default([]),
});

export type ConfigFile = z.infer<typeof configSchema>;

/** What a setting wants to be, for the sentence that refuses it; null where the schema knows no setting. */
export function expectation(schema: z.ZodType): string | null {
  const expects = unwrap(schema).meta()?.['expects'] ?? schema.meta()?.['expects'];
  return typeof expects === 'string' ? expects : null;
}

/** The schema of a setting, without the layers of `optional` and `default`. */
export function unwrap(schema: z.ZodType): z.ZodType {
  let current: z.ZodType = schema;
  while (current instanceof z.ZodOptional || current instanceof z.ZodDefault || current instanceof z.ZodPrefault) current = current.unwrap() as z.ZodType;
  return current;
}
