import "@kubecredential/shared/styles.css";
import "@kubecredential/shared/forms.css";
import { Providers, startTracing } from "@kubecredential/shared";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createAppRouter } from "./router";
import { askForSessionEarly } from "./session/useSession";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");
startTracing("issuance-app");
void askForSessionEarly().then(() =>
  createRoot(root).render(
    <StrictMode>
      <Providers primaryColor="indigo">
        <RouterProvider router={createAppRouter()} />
      </Providers>
    </StrictMode>,
  ),
);
