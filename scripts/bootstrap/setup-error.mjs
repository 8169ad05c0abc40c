/** A set-up that cannot go on, for a reason that the person at the terminal can mend: its message is the whole output. */
export class SetupError extends Error {}
