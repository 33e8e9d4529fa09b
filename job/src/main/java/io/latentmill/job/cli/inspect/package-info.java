/** What {@code inspect} tells of a checkpoint, as text and as JSON. */
package io.latentmill.job.cli.inspect;
