import type { HealthSettings } from './config.ts';
import { type Environment, readPort } from './read-environment.ts';
import type { ConfigFile } from './schema.ts';

/**
 * Where a process serves its health, with what the environment says.
 * @throws ConfigError for a port that is none.
 */
export function readHealthSettings(settings: ConfigFile['health'], env: Environment): HealthSettings {
  return {
    host: env['BREAKWATER_HEALTH_HOST']?.trim() || settings.host,
    port: readPort(env, 'BREAKWATER_HEALTH_PORT') ?? settings.port ?? null,
  };
}
