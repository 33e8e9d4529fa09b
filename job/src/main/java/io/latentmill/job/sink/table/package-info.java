/** The metadata as a table of a lakehouse format, through that format's own Spark writer. */
package io.latentmill.job.sink.table;
