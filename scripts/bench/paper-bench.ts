import { startPaperExchange } from '../start/paper-exchange.ts';
import { openPaperClient } from './paper-client.ts';
import { openAccount, readContracts } from './paper-venue.ts';
import type { Contract, PaperSpeech, WireRequest } from './paper-speech.ts';
import { connections, runAll } from './run-all.ts';
import { watchStalls } from './watch-stalls.ts';

/** What the bench of the paper exchange measured. */
export interface PaperFigures {
  ordersPerSecond: number;
  /** Reads of an account that holds 200 positions and trades meanwhile. */
  positionReadsPerSecond: number;
  /**
   * Longest stretch in which the exchange's process served nobody, while it held 5,000 positions and 20,000 orders. Opening
   * these is not part of it. Nothing is taken off for what else the machine does.
   */
  maxPauseMs: number;
  /** Resident memory of the exchange's process in the end, 10^6 bytes. */
  rssMb: number;
}

/** Cheap contracts with round grids, so that the bench need not look anything up: the generated ones. */
const marketCount = 6000;
const positionCount = 5000;
const orderCount = 20_000;
const fewCount = 200;
const readCount = 4000;
/** Requests while everything is open, and how many of them lie between two that ask for everything at once. */
const servedCount = 12_000;
const wholeEvery = 300;

/** What the exchange says of its process. */
interface LoadFigures {
  readonly maxPauseMs: number;
  readonly rssMb: number;
  readonly heapMb: number;
}

/** Starts a paper exchange as a process of its own, loads one of its venues and measures it. `say` is told what goes on. */
export async function runPaperBench(speech: PaperSpeech, say: (line: string) => void): Promise<PaperFigures> {
  const paper = await startPaperExchange({ arguments: ['--markets', String(marketCount)] });
  const client = openPaperClient(paper.url, connections);
  const send = async (request: WireRequest): Promise<void> => {
    const answer = await client.sendForBeginning(request);
    if (!speech.isSuccess(answer)) throw new Error(`${request.method} ${request.path} was answered with ${answer.slice(0, 300)}`);
  };
  try {
    const contracts = await readContracts(client, speech);
    const few = await openAccount(client, paper.url, speech.venue, 'few');
    const many = await openAccount(client, paper.url, speech.venue, 'many');
    const pick = (index: number): Contract => contracts[index % contracts.length]!;

    let opened = 0;
    // One venue takes a client order id once and never again.
    const open = (index: number): Promise<void> => send(speech.market(pick(index), `few${opened++}`, few));
    const readFew = (): Promise<void> => send(speech.positions(few));

    say('warming up');
    await runAll(fewCount, open);
    await runAll(1000, readFew);
    const readRows = speech.countPositions(await client.send(speech.positions(few)));
    if (readRows !== fewCount) throw new Error(`a read of positions at ${speech.venue} tells of ${readRows} instead of ${fewCount}: its figure would be of a smaller account than the others`);

    say(`reading an account of ${fewCount} positions, ${readCount} times, while it trades`);
    // Every tenth read finds the account changed, so that none of its rows is as it was.
    const readSeconds = await runAll(readCount + readCount / 10, (index) => (index % 11 === 0 ? open(index % fewCount) : readFew()));

    say(`opening ${positionCount} positions and ${orderCount} orders`);
    await runAll(positionCount, (index) => send(speech.market(pick(index), `open${index}`, many)));
    await runAll(orderCount / 2, (index) => send(speech.resting(pick(index), `rest${index}`, many)));
    const orderSeconds = await runAll(orderCount / 2, (index) => send(speech.resting(pick(index), `more${index}`, many)));

    say('serving them: orders, reads of one contract, and now and then all that there is');
    const filling = await client.admin<LoadFigures>('POST', 'load');
    const stalls = watchStalls();
    await runAll(servedCount, (index) => {
      if (index % wholeEvery === 0) {
        const whole = speech.whole(many);
        return send(whole[(index / wholeEvery) % whole.length]!);
      }
      if (index % 2 === 0) return send(speech.market(pick(index), `late${index}`, few));
      return send(speech.one(pick(index), many, index % 4 === 1 ? 'positions' : 'orders'));
    });
    const load = await client.admin<LoadFigures>('GET', 'load');
    say(`${load.heapMb} MB of its memory hold objects; its longest pause was ${filling.maxPauseMs} ms while they were opened`);
    say(`the machine held up an idle process for ${await stalls.stop()} ms at the longest`);
    return {
      ordersPerSecond: Math.round(orderCount / 2 / orderSeconds),
      positionReadsPerSecond: Math.round(readCount / readSeconds),
      maxPauseMs: load.maxPauseMs,
      rssMb: load.rssMb,
    };
  } finally {
    client.close();
    await paper.stop();
  }
}
