import type { Config } from '@breakwater/config';
import { openClient, type ScreenClient } from '@breakwater/db/screens';

/** Looks at the books once, and closes them again. */
export async function lookAtBooks<Result>(config: Pick<Config, 'databaseUrl'>, look: (client: ScreenClient) => Promise<Result>): Promise<Result> {
  const client = await openClient(config.databaseUrl);
  try {
    return await look(client);
  } finally {
    await client.$disconnect();
  }
}
