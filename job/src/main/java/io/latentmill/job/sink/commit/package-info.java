/**
 * How files get into one chunk attempt's directories: the driver sets a job up, tasks write files
 * of exact names below their own work paths, the driver commits or aborts. What enters are bytes,
 * what leaves are receipts: name, length, SHA-256 and rows of every file.
 */
package io.latentmill.job.sink.commit;
