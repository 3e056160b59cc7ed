package io.github.idempotency.governance;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Collectors;

/** Does at start what the mode says about endpoints that nobody has classified. */
public final class GovernanceCheck {

    private static final Logger LOGGER = System.getLogger(GovernanceCheck.class.getName());
    private static final int LONGEST_LIST = 20;

    private GovernanceCheck() {}

    /**
     * Checks an inventory.
     *
     * @throws UnclassifiedEndpointsException if the mode is {@link GovernanceMode#FAIL} and an endpoint is unclassified
     */
    public static void of(MutationEndpointInventory inventory) {
        List<MutationEndpoint> unclassified = inventory.endpoints(Classification.UNCLASSIFIED);
        if (inventory.mode() == GovernanceMode.OFF || unclassified.isEmpty()) {
            return;
        }
        if (inventory.mode() == GovernanceMode.FAIL) {
            throw new UnclassifiedEndpointsException(unclassified);
        }
        LOGGER.log(Level.INFO, () -> report(unclassified, inventory.endpoints().size()));
    }

    private static String report(List<MutationEndpoint> unclassified, int all) {
        String more =
                unclassified.size() > LONGEST_LIST ? " and " + (unclassified.size() - LONGEST_LIST) + " more" : "";
        return unclassified.stream()
                .limit(LONGEST_LIST)
                .map(MutationEndpoint::mapping)
                .collect(Collectors.joining(
                        ", ",
                        unclassified.size() + " of " + all + " mutation endpoints are neither @Idempotent nor"
                                + " @NotIdempotent, so a retry may repeat their effect: ",
                        more + ". idempotency.governance=fail would not start, =off says nothing."));
    }
}
