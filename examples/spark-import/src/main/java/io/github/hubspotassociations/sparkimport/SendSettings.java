package io.github.hubspotassociations.sparkimport;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** What a sending task needs to know. It travels in closures and event logs: no token in it. */
record SendSettings(
    String baseUrl, @Nullable String release, @Nullable QuotaRate rate, int tasks, int pageSize)
    implements Serializable {}
