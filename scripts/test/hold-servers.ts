/** Holds a Postgres and a Redis until it is killed, and says where they are: for the tests of what is left behind. */
import { startPostgres } from '../infrastructure/postgres.ts';
import { startRedis } from '../infrastructure/redis.ts';

const [postgres, redis] = await Promise.all([startPostgres({ url: '' }), startRedis({ url: '' })]);
process.stdout.write(`${JSON.stringify({ postgres: postgres.url, redis: redis.url })}\n`);
setInterval(() => {}, 60_000);
