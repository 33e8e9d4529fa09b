/** What went wrong, told in a line: from exceptions of Spark, Hadoop and ourselves. */
package io.latentmill.job.failure;
