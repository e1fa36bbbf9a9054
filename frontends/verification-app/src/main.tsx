import "@kubecredential/shared/styles.css";
import { Providers, startTracing } from "@kubecredential/shared";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createAppRouter } from "./router";
import { verifyEarly } from "./verify/useVerdict";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");
startTracing("verification-app");
void verifyEarly().then(() =>
  createRoot(root).render(
    <StrictMode>
      <Providers primaryColor="teal">
        <RouterProvider router={createAppRouter()} />
      </Providers>
    </StrictMode>,
  ),
);
