from django.urls import path

from acogida.exchange import callback, views

urlpatterns = [
    path("exchange/told/<slug:agency>/", callback.callback, name="exchange_callback"),
    path("exchange/", views.outbox_page, name="exchange_outbox"),
    path("exchange/<uuid:pk>/retry", views.outbox_retry, name="exchange_retry"),
]
