/** What a look at an exchange is for, the most urgent first: who is still let through when there is less to go round than is wanted. */
export type Purpose = 'protection' | 'close' | 'entry' | 'read';
