import { afterAll, beforeAll, describe } from 'vitest';
import { claimRules } from './store-claims.ts';
import { dueWorkRules } from './store-due-work.ts';
import { factRules } from './store-facts.ts';
import { beatStopWorker, type StoreUnderTest } from './store-fixture.ts';
import { intentRules } from './store-intents.ts';
import { limitRules } from './store-limits.ts';
import { waveRules } from './store-waves.ts';
import { wishRules } from './store-wishes.ts';

export type { StoreUnderTest } from './store-fixture.ts';

/**
 * The rules that every store keeps, Postgres or memory. What needs many connections at once, a look into the tables or a
 * switch that the port does not have is tested beside the adapter (libs/db/test).
 */
export function storeConformance(makeStore: () => Promise<StoreUnderTest>): void {
  describe('store', () => {
    let subject: StoreUnderTest | undefined;
    beforeAll(async () => {
      subject = await makeStore();
      await subject.store.configureAccount({ exchange: 'binance', account: 'main' }, 'trade', 1_000);
      await beatStopWorker(subject.store);
    });
    afterAll(() => subject?.close());

    const get = (): StoreUnderTest => {
      if (subject === undefined) throw new Error('the store is made before all tests');
      return subject;
    };
    describe('claims', () => claimRules(get));
    describe('intents', () => intentRules(get));
    describe('facts', () => factRules(get));
    describe('waves', () => waveRules(get));
    describe('wishes', () => wishRules(get));
    describe('due work', () => dueWorkRules(get));
    describe('limits', () => limitRules(makeStore));
  });
}
