/** The data set card, {@code README.md} in the output, as Hugging Face and people read it. */
package io.latentmill.job.sink.card;
