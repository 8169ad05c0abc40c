import { openJobs } from './src/index.ts';
const j = openJobs({ redisUrl: process.env.REDIS_URL! });
await j.enqueueAccountResync({ exchange: 'binance', account: 'main' }, 'hand');
await j.close();
