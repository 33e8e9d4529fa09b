/**
 * The training job. Enters: a table of images and captions. Leaves: an adapter for every distinct
 * value of its column {@code adapter}, each trained by one task on the device that Spark assigned,
 * beside a base model that is loaded once a device. A task that is tried again, and a run that is
 * started again, go on from the adapter's last checkpoint.
 */
package io.latentmill.job.train;
