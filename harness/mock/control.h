/* What abi/control.h asks for, with the kernel lock held; mock/mock.h is the same with taking it. */
#ifndef OFFERCHECK_MOCK_CONTROL_H
#define OFFERCHECK_MOCK_CONTROL_H

#include "mock/kernel.h"

void mock_adapter_stop(struct mock_adapter *adapter);
void mock_adapter_start(struct mock_adapter *adapter);

/* A timeout detection and recovery: every device of the adapter is reset, new ones work. */
void mock_adapter_reset_devices(struct mock_adapter *adapter);

/* Returns false for a value outside enum mock_discard_policy. */
bool mock_adapter_set_policy(struct mock_adapter *adapter, uint64_t policy);

/* One command. Fills control->results and returns true, or returns false for one that is wrong. */
bool mock_control_run(struct mock_adapter *adapter, struct mock_control *control);

/* enum mock_statistic's values; `ret_results` has room for all. */
void mock_control_statistics(uint64_t *ret_results);

#endif
