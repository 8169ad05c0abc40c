/**
 * @breakwater/config: breakwater.config.yaml and the environment, read once at the start of a process and checked whole.
 * Imports core only; the one package that reads process.env. Wrong settings end as one sentence (ConfigError).
 * Start reading at schema.ts (every setting) and read-config.ts.
 */
export {
  type AccountRuleSettings,
  accountRulesOf,
  type AccountSettings,
  type BoardSettings,
  type Config,
  type HealthSettings,
  type IntakeSettings,
  LOG_LEVELS,
  type LogLevel,
  type OutcomeSettings,
  type OutcomeWebhookSettings,
  type PageReceiverSettings,
  type PagingSettings,
  toAccountRules,
  wavePolicyOf,
  webhookOf,
} from './config.ts';
export { ConfigError } from './config-error.ts';
export { describeConfig } from './describe-config.ts';
export { listSettings, type SettingDescription } from './list-settings.ts';
export { nearestName } from './nearest-name.ts';
export { readConfig, type ReadConfigOptions } from './read-config.ts';
export { accountVariable, type Environment, type Need } from './read-environment.ts';
export { configSchema } from './schema.ts';
