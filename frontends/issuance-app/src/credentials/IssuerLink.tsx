import { Name } from "@kubecredential/shared";
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";

/** An issuer's name, which leads to its profile. */
export function IssuerLink({ name }: { name: string }) {
  return (
    <Anchor inherit underline="always" renderRoot={(props) => <Link to="/issuers" search={{ name }} {...props} />}>
      <Name>{name}</Name>
    </Anchor>
  );
}
