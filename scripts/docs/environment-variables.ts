/** The variables that libs/config reads. A test holds this list against its code. */
export const ENVIRONMENT_VARIABLES: readonly { readonly name: string; readonly expects: string; readonly description: string }[] = [
  { name: 'BREAKWATER_CONFIG', expects: 'a path', description: 'The configuration file (default: breakwater.config.yaml in the working directory).' },
  { name: 'DATABASE_URL', expects: 'postgresql://user:password@host:5432/name', description: 'PostgreSQL. `DATABASE_URL_FILE` names a file that holds it.' },
  { name: 'REDIS_URL', expects: 'redis://host:6379 or rediss://…', description: 'Redis, for the queues. `REDIS_URL_FILE` names a file that holds it.' },
  { name: 'LOCK_REDIS_URLS', expects: 'addresses, separated by commas', description: 'Independent Redis servers for the lock (default: the one of the queues).' },
  { name: 'LOG_LEVEL', expects: 'debug, info, warn, error or silent', description: 'From which level on lines are written (default: info).' },
  { name: 'BREAKWATER_<EXCHANGE>_<NAME>_API_KEY', expects: 'a key', description: 'The API key of an account that has no `credentials` of its own.' },
  { name: 'BREAKWATER_<EXCHANGE>_<NAME>_API_SECRET', expects: 'a secret', description: 'Its secret.' },
  { name: 'BREAKWATER_<EXCHANGE>_<NAME>_URL', expects: 'http://host:port', description: "Where the account's requests go instead of to the exchange; wins over `url`." },
  { name: 'BREAKWATER_BOARD_HOST', expects: 'a host name or address', description: 'Wins over `board.host`.' },
  { name: 'BREAKWATER_BOARD_PORT', expects: 'a port', description: 'Wins over `board.port`.' },
  { name: 'BREAKWATER_BOARD_USER', expects: 'a name', description: 'Wins over `board.user`.' },
  { name: 'BREAKWATER_BOARD_PASSWORD', expects: '12 characters or more', description: 'The password of the board, where `board.password` is not set.' },
  { name: 'BREAKWATER_BOARD_TOKEN', expects: '12 characters or more', description: 'Its token, where `board.token` is not set.' },
  { name: 'BREAKWATER_BOARD_WRITABLE', expects: 'true or false', description: 'Wins over `board.writable`.' },
  { name: 'BREAKWATER_HEALTH_HOST', expects: 'a host name or address', description: 'Wins over `health.host`.' },
  { name: 'BREAKWATER_HEALTH_PORT', expects: 'a port', description: 'Wins over `health.port`.' },
];
