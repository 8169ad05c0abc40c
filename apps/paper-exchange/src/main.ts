#!/usr/bin/env node
/** Starts the paper exchange as a process of its own: first how its memory is kept, then all the rest. */
import { setFlagsFromString } from 'node:v8';

// Requests leave little behind, so a small space for short-lived objects is swept in a millisecond or two, where a large
// one would cost more memory than the exchange itself needs. It keeps the size that it has by now: the rest must be loaded later.
setFlagsFromString('--semi-space-growth-factor=1');
// Sweeping it is too little work to share: whoever shares it waits until the machine has found time for every helper.
setFlagsFromString('--no-parallel-scavenge');
// What the exchange remembers grows slowly. Left alone, its memory would double before anybody looks for what can go.
setFlagsFromString('--heap-growing-percent=20');

await import('./command-line.ts');
