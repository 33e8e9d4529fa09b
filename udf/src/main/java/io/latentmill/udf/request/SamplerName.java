package io.latentmill.udf.request;

/** The samplers a row can name, with the diffusers class whose numbers each reproduces. */
public enum SamplerName {
  PNDM("pndm", "PNDMScheduler"),
  DDIM("ddim", "DDIMScheduler"),
  DDPM("ddpm", "DDPMScheduler"),
  EULER("euler", "EulerDiscreteScheduler"),
  EULER_ANCESTRAL("euler-ancestral", "EulerAncestralDiscreteScheduler"),
  HEUN("heun", "HeunDiscreteScheduler"),
  LMS("lms", "LMSDiscreteScheduler"),
  DPMPP_2M("dpmpp-2m", "DPMSolverMultistepScheduler"),
  DPMPP_2M_SDE("dpmpp-2m-sde", "DPMSolverMultistepScheduler"),
  DPMPP_SINGLESTEP("dpmpp-singlestep", "DPMSolverSinglestepScheduler"),
  UNIPC("unipc", "UniPCMultistepScheduler"),
  DEIS("deis", "DEISMultistepScheduler"),
  KDPM2("kdpm2", "KDPM2DiscreteScheduler"),
  LCM("lcm", "LCMScheduler"),
  TCD("tcd", "TCDScheduler"),
  EDM_EULER("edm-euler", "EDMEulerScheduler"),
  EDM_DPMPP_2M("edm-dpmpp-2m", "EDMDPMSolverMultistepScheduler");

  private final String label;
  private final String diffusersClass;

  SamplerName(String label, String diffusersClass) {
    this.label = label;
    this.diffusersClass = diffusersClass;
  }

  /** The name in prompt tables and metadata. */
  public String label() {
    return label;
  }

  /** Whether it is for networks that were trained in sigma itself (Karras et al. 2022). */
  public boolean isEdm() {
    return this == EDM_EULER || this == EDM_DPMPP_2M;
  }

  /** The scheduler class named by {@code _class_name} of a scheduler_config.json. */
  public String diffusersClass() {
    return diffusersClass;
  }

  /**
   * The sampler of that name.
   *
   * @throws LatentmillException (user) naming the value and all samplers
   */
  public static SamplerName ofLabel(String label) {
    return Labels.require("sampler", values(), SamplerName::label, label);
  }
}
