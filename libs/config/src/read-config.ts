import { accountKeyText, type AccountKey, type ExchangeId, type StopRule, whyUnsound } from '@breakwater/core';
import type { AccountSettings, Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { definedOnly } from './defined-only.ts';
import { explainIssue, settingName } from './explain-issue.ts';
import { readBoardSettings } from './read-board-settings.ts';
import { accountVariable, type Environment, type Need, placeOf, readAddress, readAddresses, readLogLevel, readRateGovernor, readSecret } from './read-environment.ts';
import { readAccountLimits, readFleetLimits } from './read-limits.ts';
import { checkWavePolicies, readWavePolicies } from './read-wave-policies.ts';
import { readHealthSettings } from './read-health-settings.ts';
import { readPageReceiver } from './read-page-receiver.ts';
import { readWebhook } from './read-webhook.ts';
import { readYaml, type ReadYaml } from './read-yaml.ts';
import { type ConfigFile, configSchema } from './schema.ts';

export interface ReadConfigOptions {
  /** default: BREAKWATER_CONFIG, else `breakwater.config.yaml` in the working directory */
  readonly path?: string | undefined;
  /** default: the environment of the process */
  readonly env?: Environment;
  /** What must be there; default: everything, as a worker needs it. */
  readonly needs?: readonly Need[];
}

const EVERYTHING: readonly Need[] = ['database', 'redis', 'credentials'];
const REDIS_PROTOCOLS = ['redis:', 'rediss:'];
const REDIS_EXAMPLE = 'redis://127.0.0.1:6379';

/**
 * Reads the configuration, checks all of it, and adds what the environment says.
 * @throws ConfigError with one sentence: the setting and its line, what is wrong, what to do. Never holds a secret.
 */
export function readConfig({ path, env = process.env, needs = EVERYTHING }: ReadConfigOptions = {}): Config {
  const file = path ?? (env['BREAKWATER_CONFIG'] || 'breakwater.config.yaml');
  const yaml = readYaml(file);
  const settings = parse(file, yaml);
  const say = (settingPath: readonly PropertyKey[], problem: string): ConfigError => refusal(file, yaml, settingPath, problem);
  checkTogether(settings, say);
  checkWavePolicies(settings.wavePolicies, say);
  const redisUrl = readAddress(env, 'REDIS_URL', REDIS_PROTOCOLS, needs.includes('redis'), REDIS_EXAMPLE);
  return {
    path: file,
    deployment: settings.deployment,
    accounts: settings.accounts.map((_, index) => readAccount(settings, index, env, needs.includes('credentials'), say)),
    wavePolicies: readWavePolicies(settings.wavePolicies),
    limits: readFleetLimits(settings.limits),
    bounds: settings.bounds,
    resyncIntervalMs: settings.resyncIntervalMs,
    concurrency: definedOnly(settings.concurrency),
    lock: settings.lock,
    rateGovernor: readRateGovernor(env) ?? settings.rateGovernor,
    databaseUrl: readAddress(env, 'DATABASE_URL', ['postgres:', 'postgresql:'], needs.includes('database'), 'postgresql://user:password@127.0.0.1:5432/breakwater'),
    redisUrl,
    lockRedisUrls: readAddresses(env, 'LOCK_REDIS_URLS', REDIS_PROTOCOLS, REDIS_EXAMPLE) ?? (redisUrl ? [redisUrl] : []),
    logLevel: readLogLevel(env),
    board: readBoardSettings(settings.board, env),
    health: readHealthSettings(settings.health, env),
    intake: { token: readSecret(settings.intake.token ?? 'env:BREAKWATER_INTAKE_TOKEN', env) ?? '' },
    outcomes: settings.outcomes,
    retention: { ...settings.retention, eventMonths: settings.retention.eventMonths ?? null, waveMonths: settings.retention.waveMonths ?? null },
    outcomeWebhooks: settings.outcomeWebhooks.map((webhook, index) => readWebhook(webhook, env, needs.includes('webhooks'), (field, problem) => say(['outcomeWebhooks', index, field], problem))),
    paging: settings.paging,
    pageReceivers: settings.pageReceivers.map((receiver, index) => readPageReceiver(receiver, env, needs.includes('pageReceivers'), (field, problem) => say(['pageReceivers', index, field], problem))),
  };
}

type Say = (path: readonly PropertyKey[], problem: string) => ConfigError;

function parse(file: string, yaml: ReadYaml): ConfigFile {
  const result = configSchema.safeParse(yaml.value ?? {});
  if (result.success) return result.data;
  // A misspelt setting is also a missing one; the spelling is what helps.
  const [first] = result.error.issues
    .map((issue) => ({ ...explainIssue(issue, configSchema, yaml.value), isUnknown: issue.code === 'unrecognized_keys' }))
    .toSorted((a, b) => Number(b.isUnknown) - Number(a.isUnknown) || yaml.lineOf(a.path) - yaml.lineOf(b.path));
  throw refusal(file, yaml, first?.path ?? [], first?.problem ?? 'is not valid.');
}

function refusal(file: string, yaml: ReadYaml, path: readonly PropertyKey[], problem: string): ConfigError {
  return new ConfigError(`${path.length > 0 ? `The setting ${settingName(path)}` : 'The configuration'} (${file} line ${yaml.lineOf(path)}) ${problem}`);
}

/** Where an order that opens a position can bring a stop along. Source: Bybit v5, POST /v5/order/create, `stopLoss`; Binance USD-M has none. */
const ATTACHES: ReadonlySet<ExchangeId> = new Set(['bybit']);

/** What no single setting can say of itself. */
function checkTogether({ accounts, wavePolicies, bounds, outcomeWebhooks, pageReceivers }: ConfigFile, say: Say): void {
  const names = accounts.map(({ exchange, name }) => accountKeyText({ exchange, account: name }));
  const double = names.findIndex((name, index) => names.indexOf(name) < index);
  if (double >= 0) throw say(['accounts', double, 'name'], `is taken by another account of the same exchange: choose another name.`);
  accounts.forEach(({ stop, exchange, attachStop, stopFirst }, index) => {
    checkStop(stop, ['accounts', index, 'stop'], say);
    if (attachStop === true && !ATTACHES.has(exchange)) throw say(['accounts', index, 'attachStop'], `is true, and an order at ${exchange} cannot bring a stop along: leave it out.`);
    if (stopFirst && ATTACHES.has(exchange)) throw say(['accounts', index, 'stopFirst'], `is true, and ${exchange} refuses a reduce-only order without a position: leave it out, an entry there brings its stop along.`);
  });
  for (const [source, { stop }] of Object.entries(wavePolicies)) if (stop !== undefined) checkStop(stop, ['wavePolicies', source, 'stop'], say);
  const sources = outcomeWebhooks.map(({ source }) => source);
  const twice = sources.findIndex((source, index) => sources.indexOf(source) < index);
  if (twice >= 0) throw say(['outcomeWebhooks', twice, 'source'], 'has a webhook already: keep one of the two.');
  const receivers = pageReceivers.map(({ name }) => name);
  const again = receivers.findIndex((name, index) => receivers.indexOf(name) < index);
  if (again >= 0) throw say(['pageReceivers', again, 'name'], 'is taken by another receiver: choose another name.');
  if (bounds.fenceSkewMs < bounds.clockErrorMsMax) {
    throw say(['bounds', 'fenceSkewMs'], `is smaller than bounds.clockErrorMsMax, so that a late request could pass the fence: make it at least ${bounds.clockErrorMsMax}.`);
  }
}

function checkStop(stop: StopRule, path: readonly PropertyKey[], say: Say): void {
  const fault = whyUnsound(stop);
  if (fault !== null) throw say([...path, ...fault.field.split('.')], `${fault.reason}.`);
}

function readAccount(settings: ConfigFile, index: number, env: Environment, isNeeded: boolean, say: Say): AccountSettings {
  const { name, exchange, credentials, url, streamUrl, exposureMax, symbolExposureMax, dailyLossMax, attachStop, ...rules } = settings.accounts[index] as ConfigFile['accounts'][number];
  const key: AccountKey = { exchange, account: name };
  const secret = (field: 'apiKey' | 'apiSecret'): string => {
    const source = credentials?.[field] ?? `env:${accountVariable(key, field === 'apiKey' ? 'API_KEY' : 'API_SECRET')}`;
    const text = readSecret(source, env);
    if (text === null && isNeeded) throw say(['accounts', index, 'credentials', field], `points to ${placeOf(source)}, which is not set or empty: provide it.`);
    return text ?? '';
  };
  const ownUrl = readAddress(env, accountVariable(key, 'URL'), ['http:', 'https:'], false, 'http://127.0.0.1:8090');
  const ownStreamUrl = readAddress(env, accountVariable(key, 'STREAM_URL'), ['ws:', 'wss:'], false, 'ws://127.0.0.1:8090');
  const limits = readAccountLimits(definedOnly({ exposureMax, symbolExposureMax, dailyLossMax }));
  return {
    key,
    ...rules,
    attachStop: attachStop ?? ATTACHES.has(exchange),
    ...(limits === undefined ? {} : { limits }),
    credentials: { apiKey: secret('apiKey'), apiSecret: secret('apiSecret') },
    url: ownUrl || url || null,
    // Whoever points an account elsewhere means its stream, too: what one exchange tells must not have another one looked at.
    streamUrl: ownStreamUrl || (ownUrl === '' && streamUrl) || null,
  };
}
