/*
 * The kernel's one lock, which the process that a fork makes finds free: a fork waits for the call that holds it.
 */
#ifndef OFFERCHECK_MOCK_LOCK_H
#define OFFERCHECK_MOCK_LOCK_H

void mock_lock_take(void);
void mock_lock_give(void);

#endif
