/**
 * The run: from a frozen plan to committed chunks. The driver's chunk loop, the task that maps a
 * shard's batches onto its executor's device, progress and status. Enters: options and a Spark
 * session. Leaves: a finished output.
 */
package io.latentmill.job.run;
