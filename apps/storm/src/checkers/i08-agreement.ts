import { findAttachedStop, ownStopsOf } from '../world/stops.ts';
import { positionSize } from '../world/world.ts';
import { type Checker, legsOf } from './checker.ts';
import { isLeftAlone, liveRow } from './i04-protected.ts';

/**
 * I8: when faults stop, one pass reaches agreement. That a second pass changes nothing is judged by the storm's end
 * (storm/come-to-rest.ts), which makes both passes.
 */
export function agreement(): Checker {
  return {
    promise: 'I8',
    atRest(scene) {
      for (const { symbol, leg, name } of legsOf(scene)) {
        const row = liveRow(scene, symbol, leg);
        const size = positionSize(scene.world, symbol, leg);
        const [left] = ownStopsOf(scene.world, symbol, leg);
        if (row === undefined && left !== undefined) return `${name} has no live row, and ${left.clientOrderId} of ours rests`;
        if (left !== undefined && findAttachedStop(scene.world, symbol, leg) !== null) return `${name} rests under ${left.clientOrderId}, and the stop that its entry brought along still stands`;
        if (size.eq('0') && row !== undefined) return `${name} is flat and row ${row.id} is ${row.status}`;
        if (!size.eq('0') && row === undefined && !isLeftAlone(scene, symbol, leg)) return `${name} holds ${size.toFixed()} and has no live row`;
        if (row !== undefined && !size.abs().eq(row.quantity)) return `${name} holds ${size.toFixed()} and its row says ${row.quantity.toFixed()}`;
        if (row !== undefined && size.gt('0') !== (row.side === 'long')) return `${name} holds ${size.toFixed()} and its row says ${row.side}`;
      }
      return null;
    },
  };
}
