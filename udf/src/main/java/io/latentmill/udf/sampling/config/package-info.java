/**
 * What a checkpoint's scheduler_config.json and a row's overrides say. Enters: JSON and texts.
 * Leaves: a {@link io.latentmill.udf.sampling.config.SchedulerConfig} whose options are all known
 * and in their bounds.
 */
package io.latentmill.udf.sampling.config;
