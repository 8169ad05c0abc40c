import pg from 'pg';

/** The channel that the triggers notify. */
const CHANNEL = 'breakwater_outcomes';
const AGAIN_MS = 2_000;

/**
 * Calls `onHint` soon after outcomes were committed. Only a hint: a notification may be lost with its connection, which is
 * opened again in the background, and some poolers pass none on. Whoever must not miss anything looks by itself, too.
 */
export function listenForOutcomes(databaseUrl: string, onHint: () => void): { close(): Promise<void> } {
  let isClosed = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let opening: Promise<void>;
  const open = async (): Promise<void> => {
    const opened = new pg.Client({ connectionString: databaseUrl, application_name: 'breakwater outcomes', keepAlive: true, connectionTimeoutMillis: 5_000, query_timeout: 5_000 });
    client = opened;
    const again = (): void => {
      if (isClosed || client !== opened) return;
      client = null;
      void opened.end().catch(() => undefined);
      timer = setTimeout(() => (opening = open()), AGAIN_MS);
    };
    opened.on('error', again);
    opened.on('end', again);
    opened.on('notification', onHint);
    try {
      await opened.connect();
      await opened.query(`LISTEN ${CHANNEL}`);
      // Something may have come while nobody listened.
      onHint();
    } catch {
      again();
    }
  };
  opening = open();
  return {
    close: async () => {
      isClosed = true;
      if (timer !== null) clearTimeout(timer);
      // A connection that is ended while it is being opened may stay.
      await opening;
      await client?.end().catch(() => undefined);
    },
  };
}
