package io.latentmill.job.sink.metadata;

import java.io.Serializable;

/**
 * What the metadata says of a model.
 *
 * @param name as the user named it
 * @param sha256 digest of its files
 * @param ownSampler the checkpoint's own, which rows without a sampler take
 */
public record ModelIdentity(String name, String sha256, String ownSampler)
    implements Serializable {}
