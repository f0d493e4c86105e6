# SPDX-FileCopyrightText: The Spoolscope authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Subjects and sentences in the languages that pass through a mail server."""

SPAM_SUBJECTS = (
    "Your parcel {n} is waiting for you", "Invoice {n} is overdue", "Final notice: account {n}",
    "Re: your payment of {n} EUR", "You have won! Claim code {n}", "Password expires in 24 hours",
    "Ihre Rechnung {n} ist fällig", "Ihr Paket {n} konnte nicht zugestellt werden",
    "Votre colis n° {n} est arrivé", "Dernière relance : facture {n}",
    "Su factura {n} está vencida", "¡Enhorabuena! Ha ganado {n} €", "La tua spedizione {n} è ferma",
    "Twoja faktura {n} czeka na płatność", "Ваш заказ {n} ожидает оплаты",
    "Siparişiniz {n} için ödeme bekleniyor", "ご請求書 {n} のお知らせ", "您的包裹 {n} 正在等待领取",
    "فاتورتك رقم {n} متأخرة", "طردك رقم {n} في انتظارك", "החבילה שלך {n} ממתינה לך",
    "חשבונית {n} לא שולמה", "आपका पार्सल {n} प्रतीक्षा में है", "Đơn hàng {n} của bạn đang chờ")

PERSONAL_SUBJECTS = (
    "Minutes of the meeting", "Re: holiday plans", "Offer {n}", "Fwd: contract draft",
    "Lunch on Thursday?", "Angebot für die Küche", "Re: Termin am Dienstag", "Grüße aus Südtirol",
    "Compte rendu de la réunion", "Re: été prochain", "Presupuesto {n} revisado", "Foto della festa",
    "Zaproszenie na urodziny", "Отчёт за март", "会議の件", "عرض سعر رقم {n}", "Re: פגישה ביום שלישי",
    "Toplantı notları")

NEWS_SUBJECTS = (
    "News from the garden, issue {n}", "This week: 20 % off everything", "Der Newsletter Nr. {n}",
    "Les nouveautés de la semaine {n}", "Novedades de primavera", "Neues aus dem Kräuterbeet 🌱",
    "Your monthly summary", "Новости недели, выпуск {n}")

SENTENCES = (
    "please find the details below.", "We could not process your last payment.",
    "Click the link to confirm your address within 24 hours.", "Thank you for your order.",
    "The meeting moves to Thursday, half past nine.", "I have attached the draft once more.",
    "Bitte bestätigen Sie Ihre Angaben.", "Vielen Dank für die schnelle Rückmeldung.",
    "Anbei der überarbeitete Vertrag.", "Merci de confirmer votre adresse.",
    "Nous vous remercions de votre confiance.", "Le document se trouve en pièce jointe.",
    "Por favor, confirme sus datos.", "Gracias por su pedido.", "In allegato trova il documento.",
    "Prosimy o potwierdzenie danych.", "Пожалуйста, подтвердите ваши данные.", "Спасибо за заказ.",
    "ご確認をお願いいたします。", "请尽快确认您的地址。", "يرجى تأكيد عنوانك.", "شكرا لطلبك.",
    "נא לאשר את הפרטים שלך.", "תודה על ההזמנה.", "Lütfen bilgilerinizi onaylayın.")

SPOOFED = ("billing", "support", "no-reply", "security", "service", "accounts", "ceo", "invoice",
           "delivery", "notification", "admin", "postmaster", "hr", "refund")
