package io.latentmill.udf.model;

import io.latentmill.udf.torch.ScriptModule;

/** The weights of a loaded network, by name, as adapters change them. */
public final class NamedWeights {
  private final ScriptModule module;

  NamedWeights(ScriptModule module) {
    this.module = module;
  }
}
