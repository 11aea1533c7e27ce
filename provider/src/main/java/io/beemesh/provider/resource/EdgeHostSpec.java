package io.beemesh.provider.resource;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * What a person may say of a host.
 *
 * @param peerId who it is, in base58; never changes
 * @param unschedulable whether it takes no further pods
 * @param drain whether it takes no further pods and those that it has are evicted
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
public record EdgeHostSpec(String peerId, boolean unschedulable, boolean drain) {}
