/* Paging queues, each with a monitored fence that is signalled as soon as work is queued. */
#ifndef OFFERCHECK_MOCK_PAGING_QUEUE_H
#define OFFERCHECK_MOCK_PAGING_QUEUE_H

#include "mock/objects.h"

/* Queues paging work, which the mock does at once; the fence value to wait for. Values rise by 1. */
UINT64 mock_paging_queue_signal(struct mock_paging_queue *queue);

#endif
